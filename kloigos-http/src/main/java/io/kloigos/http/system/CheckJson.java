package io.kloigos.http.system;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What one look at a part of the system found.
 *
 * @param result {@code ok}, {@code warning} or {@code failed}
 */
@Schema(name = "SystemCheck")
public record CheckJson(String name, String result, double latencyMs, String detail) {}
