/** Where hosts and the CMDB differ: shown, planned, mended or adopted; and what on hosts nobody uses. */
@NullMarked
package io.kloigos.core.drift;

import org.jspecify.annotations.NullMarked;
