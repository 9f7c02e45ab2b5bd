//! JSON in which numbers that are none are words: `"inf"`, `"-inf"`, `"nan"`. serde_json writes `null` for them,
//! as for what is not there.

use std::fmt::Display;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// Anything, with words for numbers that are not finite, however deep they lie.
pub(crate) struct Words<T>(pub(crate) T);

impl<T: Serialize> Serialize for Words<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Worded(to))
    }
}

/// A serializer, or a part of one, to which all is handed on but such numbers.
struct Worded<S>(S);

fn word(x: f64) -> Option<&'static str> {
    match x {
        f64::INFINITY => Some("inf"),
        f64::NEG_INFINITY => Some("-inf"),
        x if x.is_nan() => Some("nan"),
        _ => None,
    }
}

macro_rules! as_it_is {
    ($($method:ident($kind:ty))*) => {
        $(fn $method(self, value: $kind) -> Result<S::Ok, S::Error> { self.0.$method(value) })*
    };
}

macro_rules! compound {
    ($($method:ident($($name:ident: $kind:ty),*) -> $part:ident)*) => {
        $(fn $method(self, $($name: $kind),*) -> Result<Self::$part, S::Error> {
            self.0.$method($($name),*).map(Worded)
        })*
    };
}

impl<S: Serializer> Serializer for Worded<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Worded<S::SerializeSeq>;
    type SerializeTuple = Worded<S::SerializeTuple>;
    type SerializeTupleStruct = Worded<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Worded<S::SerializeTupleVariant>;
    type SerializeMap = Worded<S::SerializeMap>;
    type SerializeStruct = Worded<S::SerializeStruct>;
    type SerializeStructVariant = Worded<S::SerializeStructVariant>;

    fn serialize_f64(self, x: f64) -> Result<S::Ok, S::Error> {
        match word(x) {
            Some(word) => self.0.serialize_str(word),
            None => self.0.serialize_f64(x),
        }
    }

    fn serialize_f32(self, x: f32) -> Result<S::Ok, S::Error> {
        self.serialize_f64(f64::from(x))
    }

    as_it_is! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_char(char)
        serialize_str(&str) serialize_bytes(&[u8]) serialize_unit_struct(&'static str)
    }

    compound! {
        serialize_seq(len: Option<usize>) -> SerializeSeq
        serialize_tuple(len: usize) -> SerializeTuple
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct
        serialize_tuple_variant(name: &'static str, k: u32, variant: &'static str, len: usize) -> SerializeTupleVariant
        serialize_map(len: Option<usize>) -> SerializeMap
        serialize_struct(name: &'static str, len: usize) -> SerializeStruct
        serialize_struct_variant(name: &'static str, k: u32, variant: &'static str, len: usize) -> SerializeStructVariant
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_none()
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Words(value))
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        k: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit_variant(name, k, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &Words(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        k: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_variant(name, k, variant, &Words(value))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }
}

macro_rules! parts {
    ($($part:ident: $method:ident($($key:ident)?);)*) => {
        $(impl<S: $part> $part for Worded<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $method<T: Serialize + ?Sized>(
                &mut self, $($key: &'static str,)? value: &T,
            ) -> Result<(), S::Error> {
                self.0.$method($($key,)? &Words(value))
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
            }
        })*
    };
}

parts! {
    SerializeSeq: serialize_element();
    SerializeTuple: serialize_element();
    SerializeTupleStruct: serialize_field();
    SerializeTupleVariant: serialize_field();
    SerializeStruct: serialize_field(key);
    SerializeStructVariant: serialize_field(key);
}

impl<S: SerializeMap> SerializeMap for Worded<S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.0.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_value(&Words(value))
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::Words;

    #[derive(Serialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        Figures(Box<Figures>),
    }

    #[derive(Serialize)]
    struct Figures {
        plain: f64,
        absent: Option<f64>,
        found: Option<f64>,
        pair: (f64, u8),
        list: Vec<[f64; 2]>,
        #[serde(flatten)]
        more: More,
    }

    #[derive(Serialize)]
    struct More {
        least: f64,
    }

    #[test]
    fn numbers_that_are_none_are_words_at_any_depth() {
        let figures = Figures {
            plain: 1e300,
            absent: None,
            found: Some(f64::INFINITY),
            pair: (f64::NAN, 1),
            list: vec![[0.1, f64::INFINITY]],
            more: More { least: f64::NEG_INFINITY },
        };
        let tagged = Words(Tagged::Figures(Box::new(figures)));
        let text = serde_json::to_string(&tagged).unwrap();
        let expected = "{\"kind\":\"Figures\",\"plain\":1e+300,\"absent\":null,\"found\":\"inf\",\
                        \"pair\":[\"nan\",1],\"list\":[[0.1,\"inf\"]],\"least\":\"-inf\"}";
        assert_eq!(text, expected);
        let value = serde_json::to_value(&tagged).unwrap();
        assert_eq!(value.to_string().matches("\"inf\"").count(), 2);
    }
}
