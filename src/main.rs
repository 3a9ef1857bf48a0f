//! The program: hands its arguments to the library and ends with the code it answers.

fn main() -> std::process::ExitCode {
    aboard::cli::main()
}
