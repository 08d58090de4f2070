package org.higher.processor.twin.verification.conversions;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;

/**
 * Modules that extend another: those that are compiled here, and those of the same package.
 *
 * @param models the names of those that are compiled here; there are more from round to round
 */
public record Subclasses(Elements elements, Set<String> models) {
    /** A module that extends a class. */
    public Optional<TypeElement> of(TypeElement type) {
        return Stream.concat(
                        models.stream().map(elements::getTypeElement),
                        ElementFilter.typesIn(elements.getPackageOf(type).getEnclosedElements())
                                .stream()
                                .filter(Annotations::isFunctional))
                .filter(t -> t != null && Inheritance.isAbove(type, t))
                .findFirst();
    }
}
