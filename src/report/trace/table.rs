//! Every host and route of a proxy as a table.

use std::io::{self, Write};

use crate::graph::Mesh;
use crate::report::{Style, sanitize};
use crate::trace::Row;

/// Writes the table. Columns are as wide as what is in them.
pub fn write(out: &mut dyn Write, mesh: &Mesh<'_>, rows: &[Row], style: Style) -> io::Result<()> {
    super::text::write_unread(out, mesh, style)?;
    let head = ["PORT", "PROTOCOL", "HOST", "CONDITION", "TO", "RULE", "AT"].map(str::to_owned);
    let mut lines = vec![head];
    for row in rows {
        let place = row.location.map_or(String::new(), |location| super::text::place(mesh, location));
        let or_dash =
            |text: &str| if text.is_empty() { "-".to_owned() } else { sanitize::line(text).into_owned() };
        lines.push([
            row.port.to_string(),
            or_dash(&row.protocol),
            or_dash(&row.host),
            or_dash(&row.condition),
            or_dash(&row.to),
            or_dash(&row.rule),
            or_dash(&place),
        ]);
    }
    let widths: Vec<usize> = (0..lines[0].len())
        .map(|column| lines.iter().map(|line| sanitize::width(&line[column])).max().unwrap_or_default())
        .collect();
    for line in &lines {
        let mut text = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            text.push_str(cell);
            text.push_str(&" ".repeat(width + 2 - sanitize::width(cell)));
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}
