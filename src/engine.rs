//! How a page calls the engine: a question goes in as bytes, an answer comes out as bytes.
//!
//! A message is the length of its JSON (four bytes, the lowest first), the JSON, and what is attached.
//! The page asks for room ([`room`]), writes its message there, and calls [`ask`], which returns where the answer lies: its
//! length (four bytes), and the answer. It lies there until the next question.

#![no_main]
#![expect(unsafe_code, reason = "a page calls functions by their names; no memory is touched but through safe code")]

use std::cell::RefCell;

use intsoc::explorer::Explorer;

/// What is kept between calls.
struct Desk {
    explorer: Explorer,
    message: Vec<u8>,
    answer: Vec<u8>,
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::new(Desk { explorer: Explorer::default(), message: vec![], answer: vec![] });
}

/// Room for a message of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    DESK.with_borrow_mut(|desk| {
        desk.message = vec![0; length];
        desk.message.as_mut_ptr()
    })
}

/// Answers the message that stands in the room.
#[unsafe(no_mangle)]
pub extern "C" fn ask() -> *const u8 {
    DESK.with_borrow_mut(|desk| {
        let message = std::mem::take(&mut desk.message);
        // The last answer has been read: its room is free.
        desk.answer = vec![];
        let (length, rest) = message.split_at_checked(4).unwrap_or_default();
        let length = length.try_into().map_or(0, u32::from_le_bytes) as usize;
        let (question, attached) = rest.split_at_checked(length).unwrap_or_default();
        let (json, bytes) = desk.explorer.ask(&String::from_utf8_lossy(question), attached);
        let json = json.to_string();
        let length = |bytes: usize| (bytes as u32).to_le_bytes();
        desk.answer = [&length(4 + json.len() + bytes.len()), &length(json.len()), json.as_bytes(), &bytes].concat();
        desk.answer.as_ptr()
    })
}
