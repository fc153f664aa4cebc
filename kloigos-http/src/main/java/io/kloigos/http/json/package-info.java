/** JSON on the wire: one strict mapper, bodies of bounded size. */
@NullMarked
package io.kloigos.http.json;

import org.jspecify.annotations.NullMarked;
