/** Pages of projects. */
@NullMarked
package io.kloigos.http.web.project;

import org.jspecify.annotations.NullMarked;
