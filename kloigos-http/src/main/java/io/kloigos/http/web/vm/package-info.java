/** Pages about VMs. */
@NullMarked
package io.kloigos.http.web.vm;

import org.jspecify.annotations.NullMarked;
