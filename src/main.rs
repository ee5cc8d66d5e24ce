//! The `meshlint` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    meshlint::cli::main()
}
