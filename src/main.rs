//! The program: hands its arguments to the command line of the library.
//!
//! Always true here: nothing is decided; see `firedrill::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    firedrill::cli::main(std::env::args_os())
}
