package io.kloigos.core;

/** The small, stable vocabulary of everything that can go wrong; the HTTP door maps each to one status. */
public enum ErrorCode {
    /** The request itself is wrong; the message names the field. */
    INVALID,
    /** What the request names does not exist. */
    NOT_FOUND,
    /** The state of things does not allow it now: taken, busy, already there. */
    CONFLICT,
    /** What would be done now is not what was planned. */
    PLAN_CHANGED,
    /** It is not known who calls. */
    UNAUTHENTICATED,
    /** Too often in too short a time; the message says when to ask again. */
    TOO_MANY_REQUESTS,
    /** The caller may not do this. */
    FORBIDDEN,
    /** It was called off before it was done. */
    CANCELLED,
    /** A quota would be exceeded. */
    QUOTA_EXCEEDED,
    /** Nothing free that fits the request. */
    EXHAUSTED,
    /** The host cannot be reached, or what runs there cannot be seen; nothing is known about the effect. */
    HOST_UNREACHABLE,
    /** The host answered, and refused or failed. */
    HOST_FAILED,
    /** Kloigos itself is not ready: starting, stopping, its database away. */
    UNAVAILABLE,
    /** A defect in Kloigos; its log says more. */
    INTERNAL
}
