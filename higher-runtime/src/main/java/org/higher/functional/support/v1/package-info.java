/**
 * What generated code calls, version 1.
 *
 * <p>Twins and differentiable optimizers are compiled into users' own modules, and call this
 * package when they run with a later version of the library. So nothing here is ever changed
 * incompatibly: not a name, a signature, or what a method does. An incompatible change is a package
 * {@code v2} beside this one, which a later processor generates calls of; this one stays for what
 * was compiled before. Users' own code does not call it.
 *
 * <p>It is below {@link org.higher.functional}, whose interfaces extend {@link
 * org.higher.functional.support.v1.Tree}, {@link org.higher.functional.support.v1.HasParams} and
 * {@link org.higher.functional.support.v1.Bindable}.
 */
@NullMarked
package org.higher.functional.support.v1;

import org.jspecify.annotations.NullMarked;
