//! The guides, followed literally: programs are compiled and commands run as they are printed, in an empty folder.
//! Blocks of Rust that rustdoc runs are not repeated here.

mod acceptance;
mod applications;
mod blocks;
mod book;
mod documented;
mod every;
mod existing;
mod links;
mod migrations;
mod money;
mod package;
mod readme;
mod rest;
mod served;
mod troubleshooting;
