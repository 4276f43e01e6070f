//! Access rules: looked for, added, taken away.

use std::ffi::{CString, c_int};
use std::ptr;

use rdkafka::bindings as sys;
use rdkafka::bindings::rd_kafka_AclOperation_t as NativeOperation;
use rdkafka::bindings::rd_kafka_AclPermissionType_t as NativePermission;
use rdkafka::bindings::rd_kafka_ResourcePatternType_t as NativePattern;
use rdkafka::bindings::rd_kafka_ResourceType_t as NativeResource;
use rdkafka::bindings::rd_kafka_admin_op_t as Api;

use super::native::{
    Owned, Wish, Words, c_text, failure_of, invalid, list, rd_kafka_AclBinding_operation,
    rd_kafka_AclBinding_permission_type, rd_kafka_AclBinding_resource_pattern_type,
    rd_kafka_AclBinding_restype, text,
};
use super::{Admin, Failure};
use crate::remote::kafka::{Operation, Pattern, Permission, ResourceType, Rule, RuleFilter};

/// librdkafka's name for a cluster is "broker".
const RESOURCES: [(ResourceType, NativeResource); 4] = [
    (ResourceType::Topic, NativeResource::RD_KAFKA_RESOURCE_TOPIC),
    (ResourceType::Group, NativeResource::RD_KAFKA_RESOURCE_GROUP),
    (ResourceType::Cluster, NativeResource::RD_KAFKA_RESOURCE_BROKER),
    (
        ResourceType::TransactionalId,
        NativeResource::RD_KAFKA_RESOURCE_TRANSACTIONAL_ID,
    ),
];

const PATTERNS: [(Pattern, NativePattern); 2] = [
    (Pattern::Literal, NativePattern::RD_KAFKA_RESOURCE_PATTERN_LITERAL),
    (
        Pattern::Prefixed,
        NativePattern::RD_KAFKA_RESOURCE_PATTERN_PREFIXED,
    ),
];

const OPERATIONS: [(Operation, NativeOperation); 11] = [
    (Operation::All, NativeOperation::RD_KAFKA_ACL_OPERATION_ALL),
    (Operation::Read, NativeOperation::RD_KAFKA_ACL_OPERATION_READ),
    (Operation::Write, NativeOperation::RD_KAFKA_ACL_OPERATION_WRITE),
    (Operation::Create, NativeOperation::RD_KAFKA_ACL_OPERATION_CREATE),
    (Operation::Delete, NativeOperation::RD_KAFKA_ACL_OPERATION_DELETE),
    (Operation::Alter, NativeOperation::RD_KAFKA_ACL_OPERATION_ALTER),
    (
        Operation::Describe,
        NativeOperation::RD_KAFKA_ACL_OPERATION_DESCRIBE,
    ),
    (
        Operation::ClusterAction,
        NativeOperation::RD_KAFKA_ACL_OPERATION_CLUSTER_ACTION,
    ),
    (
        Operation::DescribeConfigs,
        NativeOperation::RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS,
    ),
    (
        Operation::AlterConfigs,
        NativeOperation::RD_KAFKA_ACL_OPERATION_ALTER_CONFIGS,
    ),
    (
        Operation::IdempotentWrite,
        NativeOperation::RD_KAFKA_ACL_OPERATION_IDEMPOTENT_WRITE,
    ),
];

const PERMISSIONS: [(Permission, NativePermission); 2] = [
    (
        Permission::Allow,
        NativePermission::RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW,
    ),
    (
        Permission::Deny,
        NativePermission::RD_KAFKA_ACL_PERMISSION_TYPE_DENY,
    ),
];

impl Admin<'_> {
    /// The rules that a filter lets through, without those about things that muster has no words for.
    ///
    /// librdkafka 2.12 takes a refusal for an empty answer here (`rd_kafka_DescribeAclsResponse_parse` drops the error), so
    /// whoever asks must know already that the account may look.
    pub fn describe_rules(&self, filter: &RuleFilter) -> Result<Vec<Rule>, Failure> {
        let filter = rule_filter(filter)?;
        let answer = self.ask(&Wish::of(Api::RD_KAFKA_ADMIN_OP_DESCRIBEACLS), |to| {
            // SAFETY: client, filter, options and queue are alive.
            unsafe { sys::rd_kafka_DescribeAcls(to.client, filter.get(), to.options, to.queue) }
        })?;
        // SAFETY: the event is alive, and all that is read belongs to it and is copied at once.
        unsafe {
            let parts = answer.parts(
                sys::rd_kafka_event_DescribeAcls_result,
                sys::rd_kafka_DescribeAcls_result_acls,
            )?;
            Ok(parts.into_iter().filter_map(|part| rule_of(part)).collect())
        }
    }

    /// What became of each rule.
    pub fn create_rules(&self, rules: &[Rule]) -> Result<Vec<Option<Failure>>, Failure> {
        let rules: Vec<_> = rules.iter().map(rule_binding).collect::<Result<_, _>>()?;
        let mut pointers: Vec<_> = rules.iter().map(Owned::get).collect();
        let answer = self.ask(
            &Wish::change(Api::RD_KAFKA_ADMIN_OP_CREATEACLS, false, false),
            |to| {
                // SAFETY: client, options and queue are alive, and as many rules as said.
                unsafe {
                    sys::rd_kafka_CreateAcls(
                        to.client,
                        pointers.as_mut_ptr(),
                        pointers.len(),
                        to.options,
                        to.queue,
                    )
                }
            },
        )?;
        // SAFETY: the event is alive, and what is read belongs to it and is copied at once.
        unsafe {
            let parts = answer.parts(
                sys::rd_kafka_event_CreateAcls_result,
                sys::rd_kafka_CreateAcls_result_acls,
            )?;
            Ok(parts
                .into_iter()
                .map(|part| failure_of(sys::rd_kafka_acl_result_error(part)))
                .collect())
        }
    }

    /// What became of each rule; one that is not there is no error.
    pub fn delete_rules(&self, rules: &[Rule]) -> Result<Vec<Option<Failure>>, Failure> {
        let rules: Vec<_> = rules.iter().map(exact_filter).collect::<Result<_, _>>()?;
        let mut pointers: Vec<_> = rules.iter().map(Owned::get).collect();
        let answer = self.ask(
            &Wish::change(Api::RD_KAFKA_ADMIN_OP_DELETEACLS, false, false),
            |to| {
                // SAFETY: client, options and queue are alive, and as many filters as said.
                unsafe {
                    sys::rd_kafka_DeleteAcls(
                        to.client,
                        pointers.as_mut_ptr(),
                        pointers.len(),
                        to.options,
                        to.queue,
                    )
                }
            },
        )?;
        // SAFETY: the event is alive, and what is read belongs to it and is copied at once.
        unsafe {
            let parts = answer.parts(
                sys::rd_kafka_event_DeleteAcls_result,
                sys::rd_kafka_DeleteAcls_result_responses,
            )?;
            let outcome = |part| {
                let mut count = 0;
                let of_filter = failure_of(sys::rd_kafka_DeleteAcls_result_response_error(part));
                let matching = sys::rd_kafka_DeleteAcls_result_response_matching_acls(part, &raw mut count);
                let of_rules = || {
                    list(matching, count)
                        .into_iter()
                        .find_map(|rule| failure_of(sys::rd_kafka_AclBinding_error(rule)))
                };
                of_filter.or_else(of_rules)
            };
            Ok(parts.into_iter().map(outcome).collect())
        }
    }
}

/// A table's word for a number of librdkafka's; none for one that muster has no word for.
macro_rules! word {
    ($table:ident, $number:expr) => {{
        let number: c_int = $number;
        $table
            .iter()
            .find(|(_, native)| *native as c_int == number)
            .map(|(word, _)| *word)
    }};
}

/// librdkafka's word for one of muster's, or what stands for any.
macro_rules! native {
    ($table:ident, $word:expr, $any:expr) => {{
        let word = $word;
        $table
            .iter()
            .find(|(known, _)| Some(*known) == word)
            .map_or($any, |(_, native)| *native)
    }};
}

/// What an account may do, of an answer that is alive.
///
/// # Safety
/// The pointer is null, or to `count` numbers that are alive.
pub unsafe fn operations_of(numbers: *const c_int, count: usize) -> Vec<Operation> {
    if numbers.is_null() {
        return vec![];
    }
    // SAFETY: as promised.
    let numbers = (0..count).map(|at| unsafe { *numbers.add(at) });
    numbers.filter_map(|number| word!(OPERATIONS, number)).collect()
}

/// # Safety
/// The rule is a part of an answer that is alive.
unsafe fn rule_of(rule: *const sys::rd_kafka_AclBinding_t) -> Option<Rule> {
    // SAFETY: as promised; texts are copied.
    unsafe {
        Some(Rule {
            resource: word!(RESOURCES, rd_kafka_AclBinding_restype(rule))?,
            name: text(sys::rd_kafka_AclBinding_name(rule)),
            pattern: word!(PATTERNS, rd_kafka_AclBinding_resource_pattern_type(rule))?,
            principal: text(sys::rd_kafka_AclBinding_principal(rule)),
            host: text(sys::rd_kafka_AclBinding_host(rule)),
            operation: word!(OPERATIONS, rd_kafka_AclBinding_operation(rule))?,
            permission: word!(PERMISSIONS, rd_kafka_AclBinding_permission_type(rule))?,
        })
    }
}

type Binding = Owned<sys::rd_kafka_AclBinding_t>;

/// A rule, or what rules are compared with: nothing set means any.
#[derive(Default)]
struct Shape<'a> {
    resource: Option<ResourceType>,
    name: Option<&'a str>,
    pattern: Option<Pattern>,
    principal: Option<&'a str>,
    host: Option<&'a str>,
    operation: Option<Operation>,
    permission: Option<Permission>,
}

impl<'a> From<&'a Rule> for Shape<'a> {
    fn from(rule: &'a Rule) -> Self {
        Self {
            resource: Some(rule.resource),
            name: Some(&rule.name),
            pattern: Some(rule.pattern),
            principal: Some(&rule.principal),
            host: Some(&rule.host),
            operation: Some(rule.operation),
            permission: Some(rule.permission),
        }
    }
}

fn rule_binding(rule: &Rule) -> Result<Binding, Failure> {
    binding(&Shape::from(rule), sys::rd_kafka_AclBinding_new)
}

/// What only this very rule is let through by.
fn exact_filter(rule: &Rule) -> Result<Binding, Failure> {
    binding(&Shape::from(rule), sys::rd_kafka_AclBindingFilter_new)
}

fn rule_filter(filter: &RuleFilter) -> Result<Binding, Failure> {
    let shape = Shape {
        resource: filter.resource,
        name: filter.name.as_deref(),
        pattern: filter.pattern,
        principal: filter.principal.as_deref(),
        ..Shape::default()
    };
    binding(&shape, sys::rd_kafka_AclBindingFilter_new)
}

/// How librdkafka makes a rule, or a filter, which is the same to it.
type New = unsafe extern "C" fn(
    NativeResource,
    *const std::ffi::c_char,
    NativePattern,
    *const std::ffi::c_char,
    *const std::ffi::c_char,
    NativeOperation,
    NativePermission,
    *mut std::ffi::c_char,
    usize,
) -> *mut sys::rd_kafka_AclBinding_t;

fn binding(shape: &Shape<'_>, new: New) -> Result<Binding, Failure> {
    let texts = [shape.name, shape.principal, shape.host].map(|text| text.map(c_text).transpose());
    let [name, principal, host] = texts;
    let (name, principal, host) = (name?, principal?, host?);
    let pointer = |text: &Option<CString>| text.as_ref().map_or(ptr::null(), |text| text.as_ptr());
    let mut words = Words::default();
    let (buffer, length) = words.place();
    // SAFETY: all texts are null, which means any, or alive, and are copied; the buffer has the length that is said; what is
    // made is ours to destroy (`rd_kafka_AclBindingFilter_t` is the same type, with the same end).
    let made = unsafe {
        let made = new(
            native!(RESOURCES, shape.resource, NativeResource::RD_KAFKA_RESOURCE_ANY),
            pointer(&name),
            native!(
                PATTERNS,
                shape.pattern,
                NativePattern::RD_KAFKA_RESOURCE_PATTERN_ANY
            ),
            pointer(&principal),
            pointer(&host),
            native!(
                OPERATIONS,
                shape.operation,
                NativeOperation::RD_KAFKA_ACL_OPERATION_ANY
            ),
            native!(
                PERMISSIONS,
                shape.permission,
                NativePermission::RD_KAFKA_ACL_PERMISSION_TYPE_ANY
            ),
            buffer,
            length,
        );
        Owned::of(made, sys::rd_kafka_AclBinding_destroy)
    };
    made.ok_or_else(|| invalid(words.text()))
}
