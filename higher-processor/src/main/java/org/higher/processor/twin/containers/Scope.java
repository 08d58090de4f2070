package org.higher.processor.twin.containers;

import com.sun.source.util.TreePath;
import java.util.function.Predicate;
import javax.lang.model.element.Element;

/**
 * The code that is looked at.
 *
 * @param followed of which classes
 * @param ofModels which of them are models, or what models inherit from
 * @param never which statements never run in a twin
 */
record Scope(Predicate<Element> followed, Predicate<Element> ofModels, Predicate<TreePath> never) {}
