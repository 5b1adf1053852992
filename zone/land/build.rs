//! Texts are embedded at compile time: a new or changed one must build the crate anew.
fn main() {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=templates");
}
