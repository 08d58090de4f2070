/**
 * What the processor knows of types: annotations, the runtime's classes, how a field holds tensors
 * or modules, names of generated classes.
 */
@NullMarked
package org.higher.processor.types;

import org.jspecify.annotations.NullMarked;
