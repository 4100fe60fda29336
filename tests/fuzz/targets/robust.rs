#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| formats::read("robust", bytes));
