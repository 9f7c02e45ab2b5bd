//! Tables with what is hard about tables.

use super::super::common::real;
use super::Sheet;

/// Numbers, categories and gaps.
pub(crate) fn penguins() -> Sheet {
    Sheet::read(&real("penguins.csv"))
}

/// Each kind of passenger once, with how many there were.
pub(crate) fn titanic() -> Sheet {
    Sheet::read(&real("titanic_table.csv"))
}

/// A year that counts seconds, an offset, a column that others replace, and texts with all that must be quoted.
pub(crate) fn far() -> Sheet {
    let row = |i: u32| {
        let wave = |a: u32, b: u32| f64::from(i * a % b) / f64::from(b);
        let seconds = 1_000_000_000.0 + f64::from(i * 37 % 101);
        let city =
            ["a", "it's", "Köln, Süd", "\"x\"", "back\\slash", ""][(i * 7 % 11 % 5) as usize];
        let y = u32::from(wave(13, 29) + wave(5, 17) * 0.7 > wave(11, 23) + 0.3);
        format!(
            "{seconds},{},{},{city:?},{},{y}\n",
            wave(3, 31),
            wave(3, 31) * 2.0 + 1.0,
            wave(17, 19) - 0.5
        )
    };
    let rows: String = (0..300).map(row).collect();
    let rows = rows.replace("\\\"", "\"\"").replace("\\\\", "\\");
    Sheet::parse(&format!("seconds,x,copy,city,exposure,y\n{rows}"))
}

/// A number to be learned, and an offset, that are large beside what they differ by.
pub(crate) fn far_target() -> Sheet {
    let row = |i: u32| {
        let [y, exposure] = [i * 37 % 101, i * 17 % 89].map(|more| 3_000_000 + more);
        format!(
            "{},{},{exposure},{y}\n",
            f64::from(i * 13 % 29) / 8.0,
            f64::from(i * 3 % 31) / 16.0
        )
    };
    Sheet::parse(&format!("a,b,exposure,y\n{}", (0..200).map(row).collect::<String>()))
}

/// Levels by the hundred, in two columns.
pub(crate) fn many() -> Sheet {
    let row = |i: u32| {
        let y = u32::from(i * 7919 % 101 + i * 31 % 60 > 80);
        format!("z{},k{},{},{y}\n", i * 31 % 60, i * 17 % 7, i * 7919 % 101)
    };
    Sheet::parse(&format!("zip,kind,x,y\n{}", (0..2000).map(row).collect::<String>()))
}
