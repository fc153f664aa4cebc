package io.kloigos.http.health;

import java.util.Map;

/** All parts' states on the wire. */
record ReadinessJson(String status, Map<String, PartJson> parts) {}
