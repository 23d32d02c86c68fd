//! A QR code as a matrix, as SVG and as PNG.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use std::fmt::{self, Write};

/// Error correction M, at most version 13 (69 × 69 modules). Source: TP-12.
const CORRECTION: QrCodeEcc = QrCodeEcc::Medium;
const MOST_VERSION: u8 = 13;
/// The white border that readers need, in modules.
const QUIET_ZONE: u32 = 4;
const MOST_PIXELS_IN_A_MODULE: u32 = 64;

/// A QR code.
pub struct Qr(QrCode);

impl fmt::Debug for Qr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Qr").field("version", &self.version()).finish_non_exhaustive()
    }
}

/// Why there is no QR code or picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    #[error("`{bytes}` bytes do not fit in a QR code of version 13 with correction M")]
    TooLong { bytes: usize },
    #[error("`{pixels}` pixels in a module, expected 1 to 64")]
    Pixels { pixels: u32 },
    #[error("could not write the picture: {cause}")]
    Picture { cause: String },
}

impl Qr {
    /// The smallest code with these bytes. Errors: they do not fit.
    pub fn new(bytes: &[u8]) -> Result<Self, QrError> {
        let segments = [QrSegment::make_bytes(bytes)];
        let versions = (Version::new(1), Version::new(MOST_VERSION));
        QrCode::encode_segments_advanced(&segments, CORRECTION, versions.0, versions.1, None, false)
            .map(Self)
            .map_err(|_| QrError::TooLong { bytes: bytes.len() })
    }

    /// Modules in a row, without the border.
    pub fn size(&self) -> u32 {
        u32::try_from(self.0.size()).unwrap_or(0)
    }

    /// 1 to 13.
    pub fn version(&self) -> u8 {
        self.0.version().value()
    }

    /// Whether a module is dark; false outside.
    pub fn is_dark(&self, x: u32, y: u32) -> bool {
        let (Ok(x), Ok(y)) = (i32::try_from(x), i32::try_from(y)) else { return false };
        self.0.get_module(x, y)
    }

    fn side(&self) -> u32 {
        self.size() + 2 * QUIET_ZONE
    }

    /// Dark or light at a place of the picture, the border included.
    fn is_dark_in_picture(&self, x: u32, y: u32) -> bool {
        match (x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE)) {
            (Some(x), Some(y)) => self.is_dark(x, y),
            _ => false,
        }
    }

    /// The code as SVG of its own size, one path, white behind. `label` is read out in its place.
    pub fn svg(&self, label: &str) -> String {
        let side = self.side();
        let mut path = String::new();
        for y in 0..side {
            let mut x = 0;
            while x < side {
                let run = (x..side).take_while(|x| self.is_dark_in_picture(*x, y)).count();
                let run = u32::try_from(run).unwrap_or(0);
                if run > 0 {
                    // Writing into a string cannot fail.
                    let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
                }
                x += run.max(1);
            }
        }
        let label = quick_xml::escape::escape(label);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
             aria-label=\"{label}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" \
             d=\"M0 0h{side}v{side}h-{side}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }

    /// The code as PNG of one bit per pixel. Errors: `pixels` of a module are not 1 to 64.
    pub fn png(&self, pixels: u32) -> Result<Vec<u8>, QrError> {
        if !(1..=MOST_PIXELS_IN_A_MODULE).contains(&pixels) {
            return Err(QrError::Pixels { pixels });
        }
        let width = self.side() * pixels;
        let mut rows = Vec::new();
        for y in 0..width {
            let mut byte = 0u8;
            for x in 0..width {
                let light = !self.is_dark_in_picture(x / pixels, y / pixels);
                byte |= u8::from(light) << (7 - x % 8);
                if x % 8 == 7 || x + 1 == width {
                    rows.push(std::mem::take(&mut byte));
                }
            }
        }
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, width);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let failed = |error: png::EncodingError| QrError::Picture { cause: error.to_string() };
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&rows).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(out)
    }
}
