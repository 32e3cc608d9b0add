"""Documents in the bucket that all services share: written once, encrypted, found by their key."""

from chalicelib.carrier_gateway.domain.answers import Document
from eventing import aws


class DocumentsBucket:
    """The bucket of documents; it encrypts what it is given."""

    def __init__(self, name: str) -> None:
        self._name = name

    def put(self, document: Document, content: bytes) -> None:
        """Store `content` under the key of `document`."""
        aws.client("s3").put_object(
            Bucket=self._name,
            Key=document.key,
            Body=content,
            ContentType=document.media_type,
            ServerSideEncryption="AES256",
        )
