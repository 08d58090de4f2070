/** The annotation processor: rounds, and the stages that each kind of class goes through. */
@NullMarked
package org.higher.processor;

import org.jspecify.annotations.NullMarked;
