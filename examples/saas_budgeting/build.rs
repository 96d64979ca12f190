//! The migrations are part of the program: it is built again when a file is added.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=assets");
}
