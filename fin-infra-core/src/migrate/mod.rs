//! Tables from structs.

pub(crate) mod render;
