"""A sender over MLLP that does what senders do: wait for the acknowledgement, and send again when none came."""
import re
import socket


class NoAnswer(Exception):
    pass


class Sender:
    def __init__(self, port, timeout=10):
        self.port, self.timeout, self.socket, self.answer = port, timeout, None, b''

    def send(self, message):
        """One attempt: the code of MSA-1, or NoAnswer."""
        try:
            if self.socket is None:
                self.socket = socket.create_connection(('127.0.0.1', self.port), self.timeout)
            self.socket.sendall(b'\x0b' + message + b'\x1c\r')
            answer = b''
            while b'\x1c\r' not in answer:
                part = self.socket.recv(65536)
                if not part:
                    raise OSError('closed')
                answer += part
        except OSError as error:
            self.close()
            raise NoAnswer(str(error)) from error
        self.answer = answer
        found = re.search(rb'MSA\|(\w\w)\|', answer)
        return found[1].decode() if found else '??'

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def result(patient, number, control_id):
    """A made-up laboratory result; its order number says which one of the patient's it is."""
    return '\r'.join([
        f'MSH|^~\\&|LAB|HOSPITAL|GATEWAY|HUB|20260301120000||ORU^R01^ORU_R01|{control_id}|P|2.5|||||BEL|UNICODE UTF-8',
        f'PID|1||{patient}^^^HOSPITAL^PI||TEST{patient}^ANNA||19700101|F',
        'PV1|1|I|A^101^1',
        f'OBR|1|{patient}-{number}|{patient}-{number}|24323-8^Panel^LN|||20260301110000|||||||||||||||20260301115500|||F',
        f'OBX|1|NM|2345-7^Glucose^LN||{100 + number % 100}|mg/dL|70-110|N|||F|||20260301110000',
        '']).encode()
