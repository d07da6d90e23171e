"""A first scenario of a desk out of a few answers: written with a comment for each key, and checked as any other.

What is asked: `questions`. How an answer is read: `answers`. How many agents a channel takes: `lines`. The file:
`writing`.
"""
