/** Others are told of events over HTTP: signed, tried again, and kept when nobody takes them. */
@NullMarked
package io.kloigos.core.webhook;

import org.jspecify.annotations.NullMarked;
