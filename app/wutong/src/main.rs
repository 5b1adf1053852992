mod pack;
fn main() {}
