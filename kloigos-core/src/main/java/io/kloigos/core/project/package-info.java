/** Projects: whom VMs belong to, who may do what with them, and how much they may have. */
@NullMarked
package io.kloigos.core.project;

import org.jspecify.annotations.NullMarked;
