//! How librdkafka is asked and answers: what is freed when, how long is waited, and texts and errors as Rust's own.

use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr::{self, NonNull};
use std::time::{Duration, Instant};

use rdkafka::bindings as sys;
use rdkafka::bindings::rd_kafka_admin_op_t as Api;
use rdkafka::error::RDKafkaErrorCode;

use super::Admin;
use crate::remote::kafka::verdict::Failure;

// As in `rdkafka.h`, but with integers where a broker's answer may hold numbers that the bindings' enums lack.
// C's enums are passed as integers of the same size.
unsafe extern "C" {
    pub fn rd_kafka_event_error(event: *mut sys::rd_kafka_event_t) -> c_int;
    pub fn rd_kafka_topic_result_error(result: *const sys::rd_kafka_topic_result_t) -> c_int;
    pub fn rd_kafka_ConfigResource_error(resource: *const sys::rd_kafka_ConfigResource_t) -> c_int;
    pub fn rd_kafka_ConfigEntry_source(entry: *const sys::rd_kafka_ConfigEntry_t) -> c_int;
    pub fn rd_kafka_error_code(error: *const sys::rd_kafka_error_t) -> c_int;
    pub fn rd_kafka_err2name(code: c_int) -> *const c_char;
    pub fn rd_kafka_err2str(code: c_int) -> *const c_char;
    pub fn rd_kafka_AclBinding_restype(rule: *const sys::rd_kafka_AclBinding_t) -> c_int;
    pub fn rd_kafka_AclBinding_resource_pattern_type(rule: *const sys::rd_kafka_AclBinding_t) -> c_int;
    pub fn rd_kafka_AclBinding_operation(rule: *const sys::rd_kafka_AclBinding_t) -> c_int;
    pub fn rd_kafka_AclBinding_permission_type(rule: *const sys::rd_kafka_AclBinding_t) -> c_int;
    pub fn rd_kafka_ConsumerGroupDescription_state(
        group: *const sys::rd_kafka_ConsumerGroupDescription_t,
    ) -> c_int;
    pub fn rd_kafka_consumer_group_state_name(state: c_int) -> *const c_char;
    pub fn rd_kafka_metadata(
        client: *mut sys::rd_kafka_t,
        all_topics: c_int,
        topic: *mut sys::rd_kafka_topic_t,
        metadata: *mut *const sys::rd_kafka_metadata,
        timeout: c_int,
    ) -> c_int;
}

/// How long librdkafka itself is waited for beyond the time that it was given.
const OVERTIME: Duration = Duration::from_secs(5);

/// How often librdkafka is listened to while an answer is waited for.
const SLICE: Duration = Duration::from_millis(100);

/// What is ours to free, once.
pub struct Owned<T> {
    pointer: NonNull<T>,
    free: unsafe extern "C" fn(*mut T),
}

impl<T> Owned<T> {
    /// Nothing for null.
    ///
    /// # Safety
    /// The pointer is null, or came from the maker that librdkafka pairs with `free`, and nobody else frees it.
    pub unsafe fn of(pointer: *mut T, free: unsafe extern "C" fn(*mut T)) -> Option<Self> {
        NonNull::new(pointer).map(|pointer| Self { pointer, free })
    }

    /// Valid as long as `self`.
    pub fn get(&self) -> *mut T {
        self.pointer.as_ptr()
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: by the promise given to `of`, the pointer is alive until here and `free` is the way to end it.
        unsafe { (self.free)(self.pointer.as_ptr()) }
    }
}

/// A queue that answers come to.
pub type Queue = Owned<sys::rd_kafka_queue_t>;

/// What a call gets: all three are alive while it is made.
pub struct To {
    pub client: *mut sys::rd_kafka_t,
    pub options: *const sys::rd_kafka_AdminOptions_t,
    pub queue: *mut sys::rd_kafka_queue_t,
}

/// A request's options.
pub struct Wish {
    pub api: Api,
    /// Whether brokers wait for the change to be everywhere before they answer.
    pub settle: bool,
    pub validate: bool,
    pub operations: bool,
    pub number: usize,
}

impl Wish {
    pub fn of(api: Api) -> Self {
        Self {
            api,
            settle: false,
            validate: false,
            operations: false,
            number: 0,
        }
    }

    pub fn change(api: Api, settle: bool, validate: bool) -> Self {
        Self {
            settle,
            validate,
            ..Self::of(api)
        }
    }
}

impl Admin<'_> {
    pub fn client(&self) -> *mut sys::rd_kafka_t {
        self.session.client().native_ptr()
    }

    /// Asks once, and waits for the answer.
    pub fn ask(&self, wish: &Wish, send: impl FnOnce(&To)) -> Result<Answer, Failure> {
        let options = self.options(wish)?;
        let queue = self.queue()?;
        send(&To {
            client: self.client(),
            options: options.get(),
            queue: queue.get(),
        });
        Answer::of(self.event(&queue)?)
    }

    pub fn queue(&self) -> Result<Queue, Failure> {
        // SAFETY: the client is alive; the new queue is ours to destroy, also while answers to it are outstanding: they
        // hold a reference of their own and are dropped when they come (`rd_kafka_replyq_enq`).
        unsafe {
            Owned::of(
                sys::rd_kafka_queue_new(self.client()),
                sys::rd_kafka_queue_destroy,
            )
        }
        .ok_or_else(no_memory)
    }

    pub fn options(&self, wish: &Wish) -> Result<Owned<sys::rd_kafka_AdminOptions_t>, Failure> {
        // SAFETY: the client is alive; the options are ours to destroy.
        let options = unsafe {
            let options = sys::rd_kafka_AdminOptions_new(self.client(), wish.api);
            Owned::of(options, sys::rd_kafka_AdminOptions_destroy)
        };
        let options = options.ok_or_else(no_memory)?;
        let time = milliseconds(self.time);
        let mut words = Words::default();
        let (buffer, length) = words.place();
        // SAFETY: options and buffer are alive, with the buffer's length. The opaque value is a number, which nobody
        // follows. An error that comes back as a pointer is ours to destroy.
        let is_taken = unsafe {
            const TAKEN: sys::rd_kafka_resp_err_t = sys::rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR;
            let options = options.get();
            sys::rd_kafka_AdminOptions_set_opaque(options, ptr::without_provenance_mut(wish.number));
            sys::rd_kafka_AdminOptions_set_request_timeout(options, time, buffer, length) == TAKEN
                // Brokers answer before the request is given up, so that their word is heard.
                && (!wish.settle
                    || sys::rd_kafka_AdminOptions_set_operation_timeout(options, time / 3 * 2, buffer, length) == TAKEN)
                && (!wish.validate || sys::rd_kafka_AdminOptions_set_validate_only(options, 1, buffer, length) == TAKEN)
                && (!wish.operations || {
                    let error = sys::rd_kafka_AdminOptions_set_include_authorized_operations(options, 1);
                    Owned::of(error, sys::rd_kafka_error_destroy).is_none()
                })
        };
        if is_taken {
            Ok(options)
        } else {
            Err(invalid(words.text()))
        }
    }

    /// The next answer that comes to a queue.
    pub fn event(&self, queue: &Queue) -> Result<Owned<sys::rd_kafka_event_t>, Failure> {
        let start = Instant::now();
        let end = start + self.time + OVERTIME;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let slice = milliseconds(left.min(SLICE));
            // SAFETY: the queue is alive; an event that comes is ours to destroy.
            let event = unsafe {
                Owned::of(
                    sys::rd_kafka_queue_poll(queue.get(), slice),
                    sys::rd_kafka_event_destroy,
                )
            };
            self.session.listen();
            if let Some(event) = event {
                return Ok(event);
            }
            if let Some(failure) = self.session.hopeless(start).filter(|_| !self.patient) {
                return Err(failure);
            }
            if left.is_zero() {
                return Err(local(
                    RDKafkaErrorCode::OperationTimedOut,
                    "_TIMED_OUT",
                    "librdkafka gave no answer",
                ));
            }
        }
    }
}

/// A good answer.
pub struct Answer(pub Owned<sys::rd_kafka_event_t>);

impl Answer {
    pub fn of(event: Owned<sys::rd_kafka_event_t>) -> Result<Self, Failure> {
        // SAFETY: the event is alive, and its text belongs to it and is copied.
        unsafe {
            match rd_kafka_event_error(event.get()) {
                0 => Ok(Self(event)),
                code => Err(failure(
                    code,
                    Some(text(sys::rd_kafka_event_error_string(event.get()))),
                )),
            }
        }
    }

    /// The parts of an answer; they are alive as long as it.
    ///
    /// # Safety
    /// `result` gives the result of an event, or null where the event is another one's; `parts` belongs to that result.
    pub unsafe fn parts<R, P>(
        &self,
        result: unsafe extern "C" fn(*mut sys::rd_kafka_event_t) -> *const R,
        parts: unsafe extern "C" fn(*const R, *mut usize) -> *mut *const P,
    ) -> Result<Vec<*const P>, Failure> {
        // SAFETY: the event is alive; an answer to something else gives null, which is looked at first.
        unsafe {
            let result = result(self.0.get());
            if result.is_null() {
                return Err(unreadable());
            }
            let mut count = 0;
            let parts = parts(result, &raw mut count);
            Ok(list(parts, count))
        }
    }
}

/// The items of an array of pointers, without those that are null.
///
/// # Safety
/// The pointer is null, or to `count` pointers that are alive.
pub unsafe fn list<T>(array: *mut *const T, count: usize) -> Vec<*const T> {
    if array.is_null() {
        return vec![];
    }
    // SAFETY: as promised.
    let items = (0..count).map(|at| unsafe { *array.add(at) });
    items.filter(|item| !item.is_null()).collect()
}

/// A copy of a text, with what is no UTF-8 replaced; nothing for null.
///
/// # Safety
/// The pointer is null, or to a text that ends with NUL.
pub unsafe fn text(pointer: *const c_char) -> String {
    if pointer.is_null() {
        return String::new();
    }
    // SAFETY: as promised; it is copied before anybody can free it.
    unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

pub fn c_text(text: &str) -> Result<CString, Failure> {
    CString::new(text).map_err(|_| invalid("a name or a value holds a character that no text may hold (NUL)"))
}

pub fn c_texts<'t>(texts: impl Iterator<Item = &'t str>) -> Result<Vec<CString>, Failure> {
    texts.map(c_text).collect()
}

/// Where librdkafka says what it dislikes about an argument.
pub struct Words([u8; 256]);

impl Default for Words {
    fn default() -> Self {
        Self([0; 256])
    }
}

impl Words {
    pub fn place(&mut self) -> (*mut c_char, usize) {
        (self.0.as_mut_ptr().cast(), self.0.len())
    }

    pub fn text(&self) -> String {
        let text = CStr::from_bytes_until_nul(&self.0).unwrap_or_default();
        text.to_string_lossy().into_owned()
    }
}

/// A number of things of C's, which has no unsigned ones.
pub fn items(count: c_int) -> usize {
    usize::try_from(count).unwrap_or_default()
}

pub fn milliseconds(time: Duration) -> c_int {
    c_int::try_from(time.as_millis()).unwrap_or(c_int::MAX)
}

/// A failure of a number, in librdkafka's words where there are no better ones.
pub fn failure(code: c_int, message: Option<String>) -> Failure {
    // SAFETY: any number is allowed; both give a text that stays as it is until this thread asks again.
    let (name, words) = unsafe { (text(rd_kafka_err2name(code)), text(rd_kafka_err2str(code))) };
    Failure {
        code,
        name,
        message: message.filter(|message| !message.is_empty()).unwrap_or(words),
    }
}

/// The failure that an error tells of, where it tells of one.
///
/// # Safety
/// The pointer is null or to an error that is alive.
pub unsafe fn failure_of(error: *const sys::rd_kafka_error_t) -> Option<Failure> {
    if error.is_null() {
        return None;
    }
    // SAFETY: as promised; the text is copied.
    unsafe {
        match rd_kafka_error_code(error) {
            0 => None,
            code => Some(failure(code, Some(text(sys::rd_kafka_error_string(error))))),
        }
    }
}

fn local(code: RDKafkaErrorCode, name: &str, message: &str) -> Failure {
    Failure::new(code as i32, name, message)
}

pub fn unreadable() -> Failure {
    local(
        RDKafkaErrorCode::BadMessage,
        "_BAD_MSG",
        "the answer is none that muster knows",
    )
}

pub fn no_memory() -> Failure {
    local(
        RDKafkaErrorCode::CriticalSystemResource,
        "_CRIT_SYS_RESOURCE",
        "librdkafka cannot make what it needs",
    )
}

pub fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(RDKafkaErrorCode::InvalidArgument as i32, "_INVALID_ARG", message)
}
