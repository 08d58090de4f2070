package org.higher.processor.twin.copies;

import com.palantir.javapoet.CodeBlock;
import javax.lang.model.element.ExecutableElement;

/**
 * A static method of another class that {@code Bound} has a copy of.
 *
 * @param name what it is called there
 * @param place where the original was written, as in {@code Tools.java:12}
 * @param body the rewritten body
 */
public record HelperSource(ExecutableElement element, String name, String place, CodeBlock body) {}
