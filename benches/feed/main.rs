//! Makes a product feed of any size, and reads it as plainly as `csv` can: in come a path and a size, out come the feed,
//! or how many rows it has. The same size gives the same bytes on any machine.
//!
//! `cargo run --release --example feed -- make feed.csv 1000000000`
#![expect(clippy::print_stdout, reason = "the count is what it is run for")]

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Parser;

/// Makes a product feed, or reads one.
#[derive(Parser)]
#[command(name = "feed")]
enum Args {
    /// Makes a feed of about so many bytes, in which nothing is wrong
    Make {
        /// The file
        path: PathBuf,
        /// How many bytes
        bytes: u64,
    },
    /// Goes through the rows of a feed, and counts them
    Read {
        /// The file
        path: PathBuf,
    },
}

fn main() -> io::Result<()> {
    match Args::parse() {
        Args::Make { path, bytes } => make(&path, bytes),
        Args::Read { path } => read(&path),
    }
}

fn make(path: &Path, bytes: u64) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let heading = "sku,title,price,currency,launched,category,stock,link\n";
    out.write_all(heading.as_bytes())?;
    let (mut written, mut number) = (heading.len() as u64, 0u64);
    let mut row = Vec::new();
    while written < bytes {
        // Spread over all numbers, so that nothing comes in order.
        let chance = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        row.clear();
        writeln!(
            row,
            "SKU-{number:09},\"Garden chair, model {chance}\",{}.{:02},{},{}-{:02}-{:02},{},{},https://shop.example/p/{number}",
            1 + chance % 999,
            chance % 100,
            ["EUR", "GBP", "USD"][(chance % 3) as usize],
            2020 + chance % 7,
            1 + chance % 12,
            1 + chance % 28,
            ["garden", "toys", "home", "office"][(chance % 4) as usize],
            chance % 500,
        )?;
        out.write_all(&row)?;
        written += row.len() as u64;
        number += 1;
    }
    out.flush()
}

fn read(path: &Path) -> io::Result<()> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 20).from_path(path)?;
    let (mut row, mut rows) = (csv::ByteRecord::new(), 0u64);
    while reader.read_byte_record(&mut row)? {
        rows += 1;
    }
    println!("{rows}");
    Ok(())
}
