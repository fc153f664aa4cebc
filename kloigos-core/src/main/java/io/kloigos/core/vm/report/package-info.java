/** What hosts report of VMs, in the words of what is wanted of them. */
@NullMarked
package io.kloigos.core.vm.report;

import org.jspecify.annotations.NullMarked;
