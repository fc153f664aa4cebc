package io.kloigos.http.security;

/** What a caller may be allowed to do. Append only: roles and tokens name these. */
public enum Permission {
    POOL_READ,
    /** Claim and release servers of the pool. */
    POOL_CLAIM,
    /** Add, change and remove servers of the pool. */
    POOL_MANAGE,
    HOST_READ,
    /** Register hosts, change their state, accept their keys, remove them. */
    HOST_MANAGE,
    VM_READ,
    /** Start and stop VMs. */
    VM_OPERATE,
    /** Make and delete VMs. */
    VM_MANAGE,
    IMAGE_READ,
    IMAGE_MANAGE,
    TASK_READ,
    EVENT_READ,
    METRICS_READ,
    /** Make, change and delete storage pools and volumes, read and write what is in them, empty the trash. */
    STORAGE_MANAGE,
    NETWORK_READ,
    /** Make, change and delete networks, their addresses and security groups. */
    NETWORK_MANAGE,
    RUNBOOK_READ,
    /** Run runbooks, whatever their steps do. */
    RUNBOOK_RUN,
    /** Write runbooks and schedule them. */
    RUNBOOK_MANAGE,
    /** See what this installation is and can do. */
    SYSTEM_READ,
    PROJECT_READ,
    /** Make and remove projects and set their quotas. */
    PROJECT_MANAGE,
    /** See and change who may do what in a project. */
    MEMBER_MANAGE,
    /** Make, change and remove users, and what other users' tokens and sessions there are. */
    USER_MANAGE,
    /** Look at and change one's own account. */
    ACCOUNT,
    POLICY_READ,
    /** Make, bind and delete policies. */
    POLICY_MANAGE,
    /** Call tasks off and have them done again. */
    TASK_OPERATE,
    /** Approve and reject what policies want approved. */
    TASK_APPROVE,
    /** Set how long events are kept. */
    EVENT_MANAGE,
    /** Export the whole record of what happened, and have it verified. */
    AUDIT_READ,
    WEBHOOK_READ,
    /** Make, change and delete webhooks. */
    WEBHOOK_MANAGE
}
