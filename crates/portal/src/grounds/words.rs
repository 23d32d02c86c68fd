//! The words of why somebody looked. Source: PD-05.

use crate::words::catalogue;

catalogue!("grounds");
