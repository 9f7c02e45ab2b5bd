//! How a table is written, from the flags.

use datasets::{CsvFormat, Decimal, Header, TextEncoding};

use crate::flags;
use crate::input::{Names, names};
use crate::lists::Lists;

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Reading the file")]
pub(crate) struct FormatArgs {
    /// What separates the cells (default: whatever cuts the first rows into equal numbers of them), itself or its
    /// name, for example: --delimiter tab
    #[arg(long, value_name = "C", value_parser = flags::delimiter())]
    delimiter: Option<u8>,
    /// The decimal separator (default: point), itself or its name, for example: --decimal ,
    #[arg(long, value_name = "C", value_parser = flags::decimal(), overrides_with = "decimal")]
    decimal: Option<Decimal>,
    /// The table begins with a row; its columns are x1, x2, …, for example: --no-header
    #[arg(long)]
    no_header: bool,
    /// The names of the columns of a table without a header, for example: --names age,weight,ill
    #[arg(long, value_name = "A,B,…", value_parser = names, allow_hyphen_values = true)]
    names: Vec<Names>,
    /// Lines before the table that are none of it, such as a title, for example: --skip-rows 2
    #[arg(long, value_name = "N", value_parser = flags::whole(0_usize..=1_000_000_000), default_value_t = 0, hide_default_value = true, allow_negative_numbers = true)]
    skip_rows: usize,
    /// Lines that begin with this character are none of the table, for example: --comment '#'
    #[arg(long, value_name = "C", value_parser = flags::character, allow_hyphen_values = true)]
    comment: Option<u8>,
    /// How the text is encoded (default: UTF-8, or UTF-16 where the file says so), for example:
    /// --encoding latin1
    #[arg(long, value_name = "NAME")]
    encoding: Option<TextEncoding>,
}

impl FormatArgs {
    /// Whether anything was said.
    pub(crate) fn is_given(&self) -> bool {
        self.format(None) != CsvFormat::default()
    }

    /// `na` are the words for missing cells, if they are not the usual ones.
    pub(crate) fn format(&self, na: Option<Vec<String>>) -> CsvFormat {
        let header = match (self.names.is_empty(), self.no_header) {
            (false, _) => Header::Names(self.names.all().cloned().collect()),
            (true, true) => Header::None,
            (true, false) => Header::FirstRecord,
        };
        CsvFormat {
            delimiter: self.delimiter,
            decimal: self.decimal,
            header,
            skip_rows: self.skip_rows,
            comment: self.comment,
            na,
            encoding: self.encoding,
        }
    }
}
