package org.higher.internal.tape;

import org.jspecify.annotations.Nullable;

/**
 * The directional derivative of a value, in one scope of forward mode; a list, since scopes nest.
 *
 * @param value of the shape, element type, device and tasks of what it is the derivative of
 * @param next of another scope; null for the last
 */
record Tangent(TangentScope scope, Value value, @Nullable Tangent next) {}
