/** Ansible's dynamic inventory. */
@NullMarked
package io.kloigos.http.inventory;

import org.jspecify.annotations.NullMarked;
