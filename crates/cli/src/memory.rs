//! How much memory a fit may take.

use std::path::PathBuf;

use datasets::Memory;
use sysinfo::System;

/// As much as was asked for, else half of what is free; `of_row` are the bytes kept of each row besides its features.
pub(crate) fn memory(asked: Option<u64>, of_row: u64) -> Memory {
    let directory = Some(std::env::temp_dir()).filter(|named| !named.as_os_str().is_empty());
    let directory = directory.unwrap_or_else(|| PathBuf::from("/tmp"));
    Memory { bytes: asked.unwrap_or_else(|| free() / 2), of_row, directory }
}

/// Free memory, within what the program may take where it is limited; all there can be where nobody knows.
pub(crate) fn free() -> u64 {
    let mut system = System::new();
    system.refresh_memory();
    if system.total_memory() == 0 {
        return isize::MAX as u64;
    }
    // (What a group has of files in memory is given back when it is needed, and so is free.)
    let of_group = system.cgroup_limits().map(|group| group.total_memory.saturating_sub(group.rss));
    let of_system = of_group.unwrap_or(u64::MAX).min(system.available_memory());
    of_system.min(addresses()).min(isize::MAX as u64)
}

/// What is left of `ulimit -v`, where there is one and the system tells.
fn addresses() -> u64 {
    const BYTES_OF_PAGE: u64 = 4096; // or more
    let number = |text: &str| text.parse::<u64>().ok();
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let of_addresses = limits.lines().find_map(|line| line.strip_prefix("Max address space"));
    let most = of_addresses.and_then(|line| number(line.split_whitespace().next()?));
    let sizes = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let used = sizes.split_whitespace().next().and_then(number).unwrap_or(0);
    most.map_or(u64::MAX, |most| most.saturating_sub(used.saturating_mul(BYTES_OF_PAGE)))
}

/// `500MB`, `2GB`, `1.5GiB`; without a unit, bytes.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, f64); 9] = [
        ("", 1.0),
        ("B", 1.0),
        ("KB", 1e3),
        ("MB", 1e6),
        ("GB", 1e9),
        ("TB", 1e12),
        ("MIB", 1048576.0),
        ("GIB", 1073741824.0),
        ("TIB", 1099511627776.0),
    ];
    const LARGEST: f64 = 1e18;
    let wanted = || "a size is needed, as in 500MB or 2GB".to_owned();
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = (&text[..end], text[end..].trim().to_uppercase());
    let unit =
        UNITS.iter().find(|(name, _)| *name == unit || name.strip_suffix('B') == Some(&unit));
    let (_, bytes) = unit.ok_or_else(wanted)?;
    let size = number.parse::<f64>().map_err(|_| wanted())? * bytes;
    if (1.0..=LARGEST).contains(&size) { Ok(size as u64) } else { Err(wanted()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [
            ("500MB", 500_000_000),
            ("500 mb", 500_000_000),
            ("2G", 2_000_000_000),
            ("1.5GiB", 1_610_612_736),
            ("4096", 4096),
            ("7k", 7000),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "-1MB", "0", "0.1B", "1e9", "5 apples", "1..2MB", "9999999TB", "inf"]
        {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn something_is_free() {
        assert!(memory(None, 8).bytes > 1 << 20 && memory(Some(5), 8).bytes == 5);
    }
}
