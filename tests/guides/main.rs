//! The guides, followed word for word: programs are compiled and commands run as they are printed, in a folder that has
//! nothing else. Blocks of Rust that rustdoc runs are left to it.

mod blocks;
mod every;
mod migrations;
mod package;
mod readme;
mod rest;
mod served;
