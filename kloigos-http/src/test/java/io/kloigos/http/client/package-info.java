/** Clients that we did not write. */
package io.kloigos.http.client;
