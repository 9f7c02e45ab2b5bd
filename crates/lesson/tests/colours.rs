//! Colours that stand in one picture are told apart, also by readers who see fewer of them.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(clippy::disallowed_methods, reason = "what a colour looks like needs no last digit")]

use lesson::Inputs;
use lesson::experiments::EXPERIMENTS;
use pictures::{Ink, Shape};

type Rgb = [f64; 3];

/// Severe protanopia, deuteranopia, tritanopia: Machado, Oliveira and Fernandes 2009; and none.
const SIGHTS: [[Rgb; 3]; 4] = [
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
];

/// `#rrggbb` as amounts of light (sRGB, IEC 61966-2-1).
fn light(color: &str) -> Rgb {
    let part = |i: usize| {
        let byte = u8::from_str_radix(&color[1 + 2 * i..3 + 2 * i], 16).unwrap();
        let c = f64::from(byte) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    [part(0), part(1), part(2)]
}

fn times(matrix: &[Rgb; 3], v: &Rgb) -> Rgb {
    matrix.map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum())
}

/// CIE L*a*b*, in which a distance of 2 is just seen.
fn lab(light: &Rgb) -> Rgb {
    const TO_XYZ: [Rgb; 3] =
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
    let xyz = times(&TO_XYZ, light);
    let root = |t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let white = [0.95047, 1.0, 1.08883];
    let [x, y, z] = [0, 1, 2].map(|i| root(xyz[i].max(0.0) / white[i]));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn distance(a: &str, b: &str) -> f64 {
    let seen = |color: &str, sight: &[Rgb; 3]| lab(&times(sight, &light(color)));
    let apart = SIGHTS.iter().map(|sight| {
        let pairs = seen(a, sight).into_iter().zip(seen(b, sight));
        pairs.map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    });
    apart.fold(f64::INFINITY, f64::min)
}

fn contrast(color: &str, paper: &str) -> f64 {
    let luminance = |color: &str| {
        let [r, g, b] = light(color);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(color), luminance(paper));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn inks_of_one_picture_are_told_apart() {
    const ENOUGH: f64 = 20.0;
    for experiment in EXPERIMENTS {
        for picture in (experiment.run)(&Inputs::default()).unwrap().pictures {
            let is_used = |ink: &Ink| picture.marks.iter().any(|mark| mark.ink == *ink);
            let used: Vec<Ink> = Ink::ALL.into_iter().filter(is_used).collect();
            for (i, a) in used.iter().enumerate() {
                for b in &used[..i] {
                    for (a_color, b_color) in
                        [(a.color(), b.color()), (a.color_on_black(), b.color_on_black())]
                    {
                        let apart = distance(a_color, b_color);
                        assert!(apart > ENOUGH, "{}: {a:?} and {b:?}: {apart:.0}", picture.title);
                    }
                }
            }
        }
    }
}

#[test]
fn inks_stand_out_from_the_paper() {
    for ink in Ink::ALL {
        let on_white = contrast(ink.color(), "#ffffff");
        let on_black = contrast(ink.color_on_black(), "#14161a");
        assert!(on_white > 3.0 && on_black > 3.0, "{ink:?}: {on_white:.1}, {on_black:.1}");
    }
}

/// A colour laid over another, so opaque.
fn over(color: &str, opacity: f64, paper: &str) -> String {
    let part = |i: usize| {
        let byte =
            |color: &str| f64::from(u8::from_str_radix(&color[1 + 2 * i..3 + 2 * i], 16).unwrap());
        (opacity * byte(color) + (1.0 - opacity) * byte(paper)).round() as u8
    };
    format!("#{:02x}{:02x}{:02x}", part(0), part(1), part(2))
}

/// A map lies in layers below the marks of a class, all in its own colour.
#[test]
fn marks_stand_out_from_the_shade_of_their_class() {
    let report = (lesson::experiments::find("exam-boundary").unwrap().run)(&Inputs::default());
    let picture = &report.unwrap().pictures[0];
    for ink in [Ink::First, Ink::Second] {
        let layers = picture.marks.iter().filter(|mark| mark.ink == ink);
        let seen = layers.filter_map(|mark| match &mark.shape {
            Shape::Area(_, opacity) => Some(1.0 - opacity),
            _ => None,
        });
        let opacity = 1.0 - seen.product::<f64>();
        assert!(opacity > 0.1, "there is a shade");
        for (color, paper) in [(ink.color(), "#ffffff"), (ink.color_on_black(), "#14161a")] {
            let found = contrast(color, &over(color, opacity, paper));
            assert!(found >= 3.0, "{ink:?} on {paper}: {found:.2}");
        }
    }
}
