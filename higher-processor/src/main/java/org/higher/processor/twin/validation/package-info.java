/**
 * Checks of a model that need no types of expressions: of its declaration, its fields, its methods.
 */
@NullMarked
package org.higher.processor.twin.validation;

import org.jspecify.annotations.NullMarked;
