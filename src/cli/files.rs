//! `meshlint check --show-files`.

use std::io::{self, Write};

use super::{CheckArgs, Ending, say};
use crate::config::Settings;
use crate::inspect::Inspector;
use crate::model::Model;

/// Lists the files that hold something to check; why others do not, on standard error.
pub(super) fn show(args: &CheckArgs, settings: &Settings, out: &mut dyn Write) -> io::Result<Ending> {
    let model = match Model::load(&args.input.request(settings), &settings.options(), &Inspector::new(&[])) {
        Ok(model) => model,
        Err(error) => {
            say(&error.to_string());
            return Ok(Ending::Error);
        }
    };
    let mut has_objects = vec![false; model.sources.len()];
    for object in &model.objects {
        has_objects[object.source.0 as usize] = true;
    }
    let files = model.sources.iter().filter(|(_, source)| !source.context);
    let with_objects = files.filter(|(id, _)| has_objects[id.0 as usize]);
    let mut count = 0;
    for (_, source) in with_objects {
        count += 1;
        writeln!(out, "{}", source.path)?;
    }
    out.flush()?;
    let mut err = io::stderr().lock();
    for skipped in &model.skipped {
        writeln!(err, "{}: {}", skipped.path.escape_debug(), skipped.reason)?;
    }
    Ok(if count == 0 { Ending::NothingToCheck } else { Ending::Clean })
}
