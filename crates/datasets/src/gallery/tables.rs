use super::{Columns, Specimen};

const F: bool = false;
const T: bool = true;

/// All twelve.
pub const GALLERY: [Specimen; 12] = [
    Specimen {
        name: "separated",
        about: "all who studied five hours or more passed, and nobody else",
        diagnosis: "completely separated by hours",
        columns: separated,
        target: "passed",
    },
    Specimen {
        name: "quasi-separated",
        about: "the same, but for a tie at one value",
        diagnosis: "quasi-completely separated by marks",
        columns: quasi_separated,
        target: "spam",
    },
    Specimen {
        name: "separated-together",
        about: "two columns that overlap, each alone, and a third of no use",
        diagnosis: "completely separated by income, spending",
        columns: separated_together,
        target: "in_debt",
    },
    Specimen {
        name: "duplicate-column",
        about: "one measure in two units",
        diagnosis: "weight_lb = 2.20462 * weight_kg",
        columns: duplicate_column,
        target: "ill",
    },
    Specimen {
        name: "linear-combination",
        about: "two marks and their total",
        diagnosis: "total = maths + english",
        columns: linear_combination,
        target: "admitted",
    },
    Specimen {
        name: "scales-apart",
        about: "columns of nanometres and of metres in the millions: nothing is wrong",
        diagnosis: "",
        columns: scales_apart,
        target: "hit",
    },
    Specimen {
        name: "one-class",
        about: "nobody failed",
        diagnosis: "all 6 labels are true: a classifier needs samples of both classes to learn from",
        columns: one_class,
        target: "passed",
    },
    Specimen {
        name: "outlier",
        about: "one row a hundred times as large as the others, on the wrong side",
        diagnosis: "row 10 determines a parameter almost alone (leverage 1.00)",
        columns: outlier,
        target: "spam",
    },
    Specimen {
        name: "fewer-rows",
        about: "four rows, five columns",
        diagnosis: "completely separated by a; d = -1.5 * a + 1.5 * b + c - 1; e = 2 * a + 3 * b - c + 1",
        columns: fewer_rows,
        target: "label",
    },
    Specimen {
        name: "constant-column",
        about: "a sensor that always reads the same",
        diagnosis: "sensor = 21.5",
        columns: constant_column,
        target: "alarm",
    },
    Specimen {
        name: "ties",
        about: "few values, many equal rows with either label: nothing is wrong",
        diagnosis: "",
        columns: ties,
        target: "liked",
    },
    Specimen {
        name: "rare-class",
        about: "two positives among two hundred",
        diagnosis: "the rarer class has only 2 samples for 2 parameters",
        columns: rare_class,
        target: "fraud",
    },
];

fn separated() -> Columns {
    let hours = vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    (vec![("hours", hours)], vec![F, F, F, F, T, T, T, T])
}

fn quasi_separated() -> Columns {
    let marks = vec![0.0, 1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 7.0];
    (vec![("marks", marks)], vec![F, F, F, F, T, T, T, T])
}

fn separated_together() -> Columns {
    let income = vec![2.1, 3.0, 1.2, 4.1, 2.6, 3.4, 1.0, 2.2, 4.0, 3.1];
    let spending = vec![1.7, 2.5, 1.0, 3.8, 2.4, 3.7, 1.3, 2.6, 4.4, 3.3];
    let age = vec![31.0, 45.0, 52.0, 28.0, 39.0, 33.0, 47.0, 50.0, 29.0, 41.0];
    let columns = vec![("income", income), ("spending", spending), ("age", age)];
    (columns, vec![F, F, F, F, F, T, T, T, T, T])
}

fn duplicate_column() -> Columns {
    let kg = vec![52.0, 61.0, 58.5, 70.0, 66.0, 82.5, 75.0, 90.0];
    let lb = kg.iter().map(|kg| kg / 0.453_592_37).collect();
    let columns = vec![("weight_kg", kg), ("weight_lb", lb)];
    (columns, vec![F, F, T, F, T, F, T, T])
}

fn linear_combination() -> Columns {
    let maths: Vec<f64> = vec![8.0, 3.0, 7.0, 5.0, 9.0, 2.0, 6.0, 4.0, 7.0, 5.0];
    let english: Vec<f64> = vec![5.0, 6.0, 4.0, 8.0, 9.0, 7.0, 3.0, 5.0, 8.0, 2.0];
    let total = maths.iter().zip(&english).map(|(maths, english)| maths + english).collect();
    let columns = vec![("maths", maths), ("english", english), ("total", total)];
    (columns, vec![T, F, T, T, F, T, F, F, T, F])
}

fn scales_apart() -> Columns {
    let thickness = vec![3e-9, 5e-9, 2e-9, 8e-9, 6e-9, 4e-9, 7e-9, 1e-9];
    let distance = vec![2e6, 1e6, 4e6, 3e6, 6e6, 5e6, 8e6, 7e6];
    let columns = vec![("thickness", thickness), ("distance", distance)];
    (columns, vec![F, T, F, T, T, F, F, T])
}

fn one_class() -> Columns {
    (vec![("hours", vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0])], vec![T; 6])
}

fn outlier() -> Columns {
    let marks = vec![0.0, 1.0, 2.0, 3.0, 4.0, 3.0, 5.0, 6.0, 7.0, 8.0, 500.0];
    (vec![("marks", marks)], vec![F, F, F, T, F, F, T, T, F, T, F])
}

fn fewer_rows() -> Columns {
    let (a, b) = (vec![0.0, 1.0, 2.0, 3.0], vec![1.0, 0.0, 1.0, 2.0]);
    let c = vec![1.0, 2.0, 0.0, 1.5];
    let d = (0..4).map(|i| 1.5 * (b[i] - a[i]) + c[i] - 1.0).collect();
    let e = (0..4).map(|i| 2.0 * a[i] + 3.0 * b[i] - c[i] + 1.0).collect();
    (vec![("a", a), ("b", b), ("c", c), ("d", d), ("e", e)], vec![F, F, T, T])
}

fn constant_column() -> Columns {
    let load = vec![1.0, 4.0, 2.0, 5.0, 3.0, 6.0];
    (vec![("load", load), ("sensor", vec![21.5; 6])], vec![F, T, T, F, F, T])
}

fn ties() -> Columns {
    let stars = [1.0, 2.0, 3.0].repeat(6);
    let labels = [[F, F, T], [F, T, T], [F, F, T], [T, F, T], [F, T, F], [F, T, T]];
    (vec![("stars", stars)], labels.concat())
}

fn rare_class() -> Columns {
    let amount = (0..200).map(|i| f64::from((i * 37) % 101)).collect();
    (vec![("amount", amount)], (0..200).map(|i| i == 40 || i == 170).collect())
}
