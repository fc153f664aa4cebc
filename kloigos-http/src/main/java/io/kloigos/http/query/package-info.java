/** What callers put into query strings: filters, words, pages. */
@NullMarked
package io.kloigos.http.query;

import org.jspecify.annotations.NullMarked;
