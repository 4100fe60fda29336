//! Numbers as bytes, bit for bit, between the workers of a page.

/// Bytes that are written.
#[derive(Debug, Default)]
pub struct Writing(pub Vec<u8>);

impl Writing {
    /// A whole number.
    pub fn count(&mut self, count: usize) {
        self.0.extend((count as u64).to_le_bytes());
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend(text.as_bytes());
    }

    /// A list of numbers.
    pub fn numbers(&mut self, numbers: &[f64]) {
        self.count(numbers.len());
        self.0.reserve(size_of_val(numbers));
        numbers.iter().for_each(|number| self.0.extend(number.to_le_bytes()));
    }
}

/// Bytes that are still to be read: none is taken for granted.
#[derive(Debug)]
pub struct Reading<'a>(pub &'a [u8]);

impl<'a> Reading<'a> {
    /// So many bytes.
    pub fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number.
    pub fn number(&mut self) -> Option<f64> {
        self.take(8).and_then(|bytes| Some(f64::from_le_bytes(bytes.try_into().ok()?)))
    }

    /// A whole number.
    pub fn count(&mut self) -> Option<usize> {
        let bytes = self.take(8)?;
        usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
    }

    /// A text.
    pub fn text(&mut self) -> Option<String> {
        let count = self.count()?;
        String::from_utf8(self.take(count)?.to_vec()).ok()
    }

    /// A list of numbers: as long as there are bytes for it.
    pub fn numbers(&mut self) -> Option<Vec<f64>> {
        let count = self.count()?;
        let bytes = self.take(count.checked_mul(8)?)?;
        Some(bytes.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect())
    }
}
