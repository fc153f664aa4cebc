/** Domains over virsh: reading their XML, defining and running them, seeding their first boot. */
@NullMarked
package io.kloigos.ssh.vm;

import org.jspecify.annotations.NullMarked;
