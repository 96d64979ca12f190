//! The programs of the book, compiled and run by rustdoc.

#[doc = include_str!("../../docs/src/by_hand.md")]
pub struct ByHand;
#[doc = include_str!("../../docs/src/discovery.md")]
pub struct Discovery;
#[doc = include_str!("../../docs/src/domains.md")]
pub struct Domains;
#[doc = include_str!("../../docs/src/leaving.md")]
pub struct Leaving;
#[doc = include_str!("../../docs/src/operating.md")]
pub struct Operating;
#[doc = include_str!("../../docs/src/performance.md")]
pub struct Performance;
#[doc = include_str!("../../docs/src/soft_delete.md")]
pub struct SoftDelete;
#[doc = include_str!("../../docs/src/steps.md")]
pub struct Steps;
#[doc = include_str!("../../docs/src/tenancy.md")]
pub struct Tenancy;
#[doc = include_str!("../../docs/src/testing.md")]
pub struct Testing;
