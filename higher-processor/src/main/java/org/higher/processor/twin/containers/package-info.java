/**
 * What methods of the JDK do with the objects and the collections that they are given, and where a
 * model's code changes its containers.
 */
@NullMarked
package org.higher.processor.twin.containers;

import org.jspecify.annotations.NullMarked;
