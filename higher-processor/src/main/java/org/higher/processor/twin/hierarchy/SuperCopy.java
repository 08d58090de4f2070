package org.higher.processor.twin.hierarchy;

import javax.lang.model.element.ExecutableElement;

/**
 * A method that the model overrides and that is called on {@code super}: a private method of its
 * own.
 *
 * @param name what it is called in {@code Bound}
 */
public record SuperCopy(ExecutableElement method, String name) {}
