//! What is made from the command line itself: completions and man pages.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::{Command, CommandFactory, ValueEnum};
use clap_complete::Generator;
use clap_complete::shells;

use super::failure::Failure;
use super::{Cli, Ending};

/// A shell that completes command lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// Bash
    Bash,
    /// Elvish
    Elvish,
    /// Fish
    Fish,
    /// Nushell
    Nushell,
    /// PowerShell
    Powershell,
    /// Zsh
    Zsh,
}

/// Prints the completions for a shell.
pub(super) fn completions(shell: Shell, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut command = Cli::command();
    command.set_bin_name("meshlint");
    command.build();
    let generator: &dyn DynGenerator = match shell {
        Shell::Bash => &shells::Bash,
        Shell::Elvish => &shells::Elvish,
        Shell::Fish => &shells::Fish,
        Shell::Nushell => &clap_complete_nushell::Nushell,
        Shell::Powershell => &shells::PowerShell,
        Shell::Zsh => &shells::Zsh,
    };
    generator.write(&command, out)?;
    Ok(Ending::Clean)
}

/// A [`Generator`] of any kind.
trait DynGenerator {
    fn write(&self, command: &Command, out: &mut dyn Write) -> io::Result<()>;
}

impl<T: Generator> DynGenerator for T {
    fn write(&self, command: &Command, out: &mut dyn Write) -> io::Result<()> {
        self.try_generate(command, out)
    }
}

/// Writes a man page for each command into a folder; without one, prints that of meshlint as a whole.
pub(super) fn man(folder: Option<&Path>, out: &mut dyn Write) -> Result<Ending, Failure> {
    let command = Cli::command().disable_help_subcommand(true);
    match folder {
        None => page(&command, "meshlint", out)?,
        Some(folder) => {
            fs::create_dir_all(folder)?;
            pages(&command, "meshlint", folder)?;
        }
    }
    Ok(Ending::Clean)
}

/// Writes the page of a command and those below it.
fn pages(command: &Command, name: &str, folder: &Path) -> io::Result<()> {
    page(command, name, &mut fs::File::create(folder.join(format!("{name}.1")))?)?;
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        pages(inner, &format!("{name}-{}", inner.get_name()), folder)?;
    }
    Ok(())
}

fn page(command: &Command, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let command = command.clone().display_name(name.to_owned()).bin_name(name.replace('-', " "));
    // The date would make each build another one.
    clap_mangen::Man::new(command).date("").render(out)
}
